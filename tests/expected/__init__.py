"""What must come of the shared files, a module for each kind of fault."""
