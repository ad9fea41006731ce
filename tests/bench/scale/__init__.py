"""How the reads of public screens grow with the number of requests: ``make bench-scale SIZE=10000,1000000``."""
