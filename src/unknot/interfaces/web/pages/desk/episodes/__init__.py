"""One bout of back trouble as a page: its story, as a sheet of paper too."""
