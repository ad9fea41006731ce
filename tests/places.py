"""Places of Almaty for tests."""

from app.domain.places.place import Place, PlaceKind


def place(kind: PlaceKind, kk: str | None, ru: str | None = None, number: str | None = None, **at: float) -> Place:
    """Return a place with these names, in the middle of the city unless given."""
    names = {language: name for language, name in (("kk", kk), ("ru", ru)) if name}
    return Place(kind=kind, names=names, house_number=number, **{"latitude": 43.24, "longitude": 76.91, **at})


ABAI = place(PlaceKind.STREET, "Абай даңғылы", "проспект Абая", latitude=43.2413, longitude=76.9335)
ABAI_WEST = place(PlaceKind.STREET, "Абай даңғылы", "проспект Абая", latitude=43.2384, longitude=76.89)
ABAI_EAST = place(PlaceKind.STREET, "Абай даңғылы", "проспект Абая", latitude=43.2436, longitude=76.9574)
DOSTYK = place(PlaceKind.STREET, "Достық даңғылы", "проспект Достык", latitude=43.2472, longitude=76.9572)
AKSAI = place(PlaceKind.STREET, "Ақсай-4 шағын ауданы", "микрорайон Аксай-4", latitude=43.232, longitude=76.834)
MARCH = place(PlaceKind.STREET, "8 наурыз көшесі", "улица 8 Марта", latitude=43.262, longitude=76.93)
ABAI_DOSTYK = place(
    PlaceKind.CROSSING, "Абай даңғылы – Достық даңғылы", "пр. Абая – пр. Достык", latitude=43.2436, longitude=76.9574
)
ABAI_45 = place(PlaceKind.HOUSE, "Абай даңғылы", "проспект Абая", "45", latitude=43.2411, longitude=76.93)
ABAI_45A = place(PlaceKind.HOUSE, "Абай даңғылы", "проспект Абая", "45А", latitude=43.2412, longitude=76.9303)
ABAI_450 = place(PlaceKind.HOUSE, "Абай даңғылы", "проспект Абая", "450", latitude=43.2384, longitude=76.88)
AKSAI_12 = place(
    PlaceKind.HOUSE, "Ақсай-4 шағын ауданы", "микрорайон Аксай-4", "12", latitude=43.2322, longitude=76.8342
)
ZHELTOQSAN_7 = place(PlaceKind.HOUSE, "Желтоқсан көшесі", "улица Желтоксан", "7/1", latitude=43.26, longitude=76.938)
BAZAAR = place(PlaceKind.LANDMARK, "Көк базар", "Зелёный базар", latitude=43.2637, longitude=76.9553)
ALMATY = (
    *(ABAI_WEST, ABAI, ABAI_EAST, DOSTYK, AKSAI, MARCH, ABAI_DOSTYK),
    *(ABAI_45, ABAI_45A, ABAI_450, AKSAI_12, ZHELTOQSAN_7, BAZAAR),
)
