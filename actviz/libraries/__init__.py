"""Where libraries disagree: dialects of one name, slopes at kinks."""
