"""Where photographs lie: a folder, or a bucket of an S3 server. Bytes under keys, and nothing of what they show."""
