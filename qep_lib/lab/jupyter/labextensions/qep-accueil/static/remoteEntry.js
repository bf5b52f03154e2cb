// What JupyterLab has not: the home is run once its kernel is there, for it is a page to use and not code to run; links to
// office files are downloaded, reports open beside it; the calls of the explorers are copied, or put in a cell that stays; an address that asks for a view
// opens it. A module of JupyterLab's federated extensions, small enough to be written by hand: nothing is built.
var _JUPYTERLAB = typeof _JUPYTERLAB === "undefined" ? {} : _JUPYTERLAB;
_JUPYTERLAB["qep-accueil"] = (() => {
  const HOME = "data/atelier/accueil.ipynb";
  const LAID_ANEW = [HOME, "data/atelier/exploration.ipynb"];
  const KEPT = "data/atelier/carnet.ipynb";
  const TOLD_FOR_MS = 4000;

  // What the address asked when the page was opened: JupyterLab writes others over it.
  const ASKED = new URLSearchParams(location.search).has("explorer") ? location.search : "";
  const addressOf = (query) => {
    const base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl;
    return `${location.origin}${base}lab/tree/${HOME}?${query}`;
  };

  // Only commands and the shell are asked: both are the application's own, whatever its version.
  const runHome = (app, panel) => {
    const session = panel.context.sessionContext;
    const whenReady = Promise.all([panel.context.ready, session.ready]);
    whenReady.then(() => {
      app.shell.activateById(panel.id);
      return app.commands.execute("notebook:run-all-cells");
    }).then(() => {
      // The address is told as words, to be read as such: it is no code.
      if (ASKED) session.session.kernel.createComm("qep-adresse").open({ query: ASKED });
    });
  };

  // What the home shows is laid anew each time: nothing of it is to be saved, unless a cell was added to it.
  const keepUnasked = (panel) => {
    const model = panel.context.model;
    panel.context.ready.then(() => {
      const cells = model.cells.length;
      const forget = () => { if (model.dirty && model.cells.length === cells) model.dirty = false; };
      model.stateChanged.connect(forget);
      forget();
    });
  };

  // A call goes below the active cell of the notebook it is pressed in; from a notebook that is laid anew, to the end of the one
  // that is kept. It runs there once its kernel is: JupyterLab forgets what is run before.
  const insertCell = (app, source) => {
    const add = (panel, index) => {
      panel.content.model.sharedModel.insertCell(index, { cell_type: "code", source });
      panel.content.activeCellIndex = index;
      const added = panel.content.activeCell;
      panel.context.sessionContext.ready.then(() => {
        panel.content.activeCellIndex = panel.content.widgets.indexOf(added);
        app.shell.activateById(panel.id);
        app.commands.execute("notebook:run-cell");
      });
    };
    const panel = app.shell.currentWidget;
    if (!LAID_ANEW.includes(panel.context.path)) {
      add(panel, panel.content.activeCellIndex + 1);
      return;
    }
    app.commands.execute("docmanager:open", { path: KEPT }).then((kept) => {
      kept.context.ready.then(() => add(kept, kept.content.model.cells.length));
    });
  };

  // A report opens beside the home, which stays in sight; the next ones as tabs of that half.
  let beside = null;
  const openBeside = (app, path) => {
    const isThere = beside && !beside.isDisposed;
    const options = isThere ? { mode: "tab-after", ref: beside.id } : { mode: "split-right" };
    app.commands.execute("docmanager:open", { path, options }).then((opened) => { beside = opened; });
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
        const pressed = event.target.closest && event.target.closest("[data-qep-download], [data-qep-copy], [data-qep-address], [data-qep-insert], [data-qep-beside]");
        if (!pressed) return;
        // JupyterLab would open a Word file as text: left to the browser, it is downloaded.
        event.stopImmediatePropagation();
        const { qepCopy, qepAddress, qepBeside } = pressed.dataset;
        if (qepBeside) {
          event.preventDefault();
          openBeside(app, qepBeside);
          return;
        }
        if (qepCopy || qepAddress) {
          navigator.clipboard.writeText(qepCopy || addressOf(qepAddress)).then(() => tell(pressed, "Copié"));
        } else if (pressed.dataset.qepInsert) {
          insertCell(app, pressed.dataset.qepInsert);
          tell(pressed, "Ajouté");
        }
      }, true);
      const seen = new Set();
      const look = (widget) => {
        const path = widget && widget.context && widget.context.path;
        if (path !== HOME || seen.has(widget.id)) return;
        seen.add(widget.id);
        // The list of files would take the width of a table's last column; it is one click away.
        app.shell.collapseLeft();
        keepUnasked(widget);
        runHome(app, widget);
      };
      app.shell.currentChanged.connect((shell, change) => look(change.newValue));
      look(app.shell.currentWidget);
    },
  };

  return {
    init: () => {},
    get: () => Promise.resolve(() => ({ __esModule: true, default: plugin })),
  };
})();
