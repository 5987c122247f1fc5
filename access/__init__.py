"""Says who may do what: people, roles, modes; the page, the HTTP routes and the command line ask here."""
