"""The imperative shell: one module per thing that can be asked for."""
