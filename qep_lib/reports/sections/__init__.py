"""The sections of reports, a module each: the name of the module is the attribute in the notebook (`report.titles`)."""
