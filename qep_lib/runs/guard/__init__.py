"""What must hold while anything is written: one command at a time, folders that take files, stored files that are whole."""
