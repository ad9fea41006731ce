"""From the bytes of an upload to what is stored: checked, upright, sRGB, without metadata, in three sizes.

Files are opened in child processes alone (``worker``, kept by ``pool``); everybody else talks to ``pipeline``. The
children import nothing of the product but this package and the limits in ``domain.photos``, to be up quickly.
"""
