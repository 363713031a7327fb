"""What tests stand on: a prepared environment, a mail server, a browser, a running site."""
