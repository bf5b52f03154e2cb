"""What is published: put in place, listed, compared with its record and its data, sent elsewhere, taken away."""
