"""Where things go on paper: text sizes, labels, headings, ticks."""
