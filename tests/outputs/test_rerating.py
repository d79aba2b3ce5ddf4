"""`rerate.csv`: the ratings to be given anew."""
