"""What is measured: times and sizes, as ratios within one run. `make bench` runs all of it."""
