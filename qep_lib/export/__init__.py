"""An executed notebook as what people receive: HTML, PDF, spreadsheet, CSV, index. Running notebooks is `runs/`."""
