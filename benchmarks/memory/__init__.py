"""Whether memory stays flat while a gallery is searched, enrolled to and deleted from."""
