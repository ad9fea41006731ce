"""Object storage for photos: a folder or a bucket of an S3 server. It stores bytes under keys."""
