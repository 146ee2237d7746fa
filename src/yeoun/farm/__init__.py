"""The farm: steps made by other processes and machines, through Dask distributed. An edge: nothing imports it."""
