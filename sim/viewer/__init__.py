"""The replay viewer: pages over run files, finished or being written. It reads run files and nothing else."""
