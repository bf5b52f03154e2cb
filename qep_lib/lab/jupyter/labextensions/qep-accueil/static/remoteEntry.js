// Two things that JupyterLab has not. It opens a notebook without running it. The home is a page to use, not code to run: its cell is run once its kernel
// is there. And it opens links to office files as text. A module of JupyterLab's federated extensions, small enough to be written by hand: nothing is built.
var _JUPYTERLAB = typeof _JUPYTERLAB === "undefined" ? {} : _JUPYTERLAB;
_JUPYTERLAB["qep-accueil"] = (() => {
  const HOME = "accueil.ipynb";
  const LOOKED_AT_EVERY_MS = 100;

  // Only commands and the shell are asked: both are the application's own, whatever its version.
  const runHome = (app, panel) => {
    const context = panel.context;
    const whenReady = Promise.all([context.ready, context.sessionContext.ready]);
    whenReady.then(() => {
      app.shell.activateById(panel.id);
      app.commands.execute("notebook:run-all-cells");
    });
  };

  const plugin = {
    id: "qep-accueil:plugin",
    autoStart: true,
    activate: (app) => {
      // A Word file has no viewer in JupyterLab, which would open it as text: the browser downloads it.
      document.addEventListener("click", (event) => {
        if (event.target.closest && event.target.closest("a[data-qep-download]")) event.stopImmediatePropagation();
      }, true);
      app.restored.then(() => {
        const seen = new Set();
        const look = () => {
          for (const panel of app.shell.widgets("main")) {
            const path = panel.context && panel.context.path;
            if (!seen.has(panel.id) && path && path.split("/").pop() === HOME) {
              seen.add(panel.id);
              runHome(app, panel);
            }
          }
        };
        setInterval(look, LOOKED_AT_EVERY_MS);
      });
    },
  };

  return {
    init: () => {},
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
