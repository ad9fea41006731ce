"""Processing of uploaded photos: checked, upright, in sRGB, without metadata, in three sizes.

Files are decoded in child processes only (``worker``, managed by ``pool``); other packages use ``pipeline``. The
children import this package and the limits in ``domain.photos.photo`` only, so that they start quickly.
"""
