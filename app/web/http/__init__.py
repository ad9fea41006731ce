"""What every route shares: client address, language, security headers, compression."""
