// What JupyterLab has not: the home is run once its kernel is there, for it is a page to use and not code to run; links to
// office files are downloaded; the calls of the explorers are copied, or put in a cell. A module of JupyterLab's federated
// extensions, small enough to be written by hand: nothing is built.
var _JUPYTERLAB = typeof _JUPYTERLAB === "undefined" ? {} : _JUPYTERLAB;
_JUPYTERLAB["qep-accueil"] = (() => {
  const HOME = "data/atelier/accueil.ipynb";
  const LOOKED_AT_EVERY_MS = 100;
  const TOLD_FOR_MS = 1500;

  // Only commands and the shell are asked: both are the application's own, whatever its version.
  const runHome = (app, panel) => {
    const context = panel.context;
    const whenReady = Promise.all([context.ready, context.sessionContext.ready]);
    whenReady.then(() => {
      app.shell.activateById(panel.id);
      app.commands.execute("notebook:run-all-cells");
    });
  };

  const insertCell = (app, source) => {
    const notebook = app.shell.currentWidget.content;
    notebook.model.sharedModel.insertCell(notebook.activeCellIndex + 1, { cell_type: "code", source });
  };

  const tell = (button, word) => {
    const former = button.textContent;
    button.textContent = word;
    setTimeout(() => { button.textContent = former; }, TOLD_FOR_MS);
  };

  const plugin = {
    id: "qep-accueil:plugin",
    autoStart: true,
    activate: (app) => {
      document.addEventListener("click", (event) => {
        const pressed = event.target.closest && event.target.closest("[data-qep-download], [data-qep-copy], [data-qep-insert]");
        if (!pressed) return;
        // JupyterLab would open a Word file as text: left to the browser, it is downloaded.
        event.stopImmediatePropagation();
        if (pressed.dataset.qepCopy) {
          navigator.clipboard.writeText(pressed.dataset.qepCopy).then(() => tell(pressed, "Copié"));
        } else if (pressed.dataset.qepInsert) {
          insertCell(app, pressed.dataset.qepInsert);
          tell(pressed, "Ajouté");
        }
      }, true);
      app.restored.then(() => {
        const seen = new Set();
        const look = () => {
          for (const panel of app.shell.widgets("main")) {
            const path = panel.context && panel.context.path;
            if (!seen.has(panel.id) && path && path === HOME) {
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
