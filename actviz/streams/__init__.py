"""Numbers that flow: text and bytes in, results out, in constant memory."""
