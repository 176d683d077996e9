"""Who does the runs: this process, a pool of processes, a Dask cluster."""
