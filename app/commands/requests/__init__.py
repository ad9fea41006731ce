"""Commands about a service request: what authors, executors and the Akimat can do with it."""
