"""Tells names that only say what kind of place it was: road, school, checkpoint, vía pública.

A gazetteer may know a place of such a name, which is most likely not the one meant: it is not looked up.
"""

from __future__ import annotations

import re
from typing import Final

from geodata.values.folding import fold

_WORDS: Final = """
  road, street, highway, main road, roadside, school, hospital, clinic, market, mosque, church, temple,
  checkpoint,
  check point, border, border crossing, bridge, river, field, farm, forest, house, home, residence,
  apartment, office,
  shop, store, hotel, restaurant, bar, cafe, park, square, station, police station, bus station, airport,
  base,
  military base, camp, refugee camp, village, town, city, neighbourhood, neighborhood, public place, public
  space,
  roads, streets, schools, hospitals, markets, mosques, churches, checkpoints, houses, homes, villages, farms,
  shops, high school, primary school, secondary school, kindergarten, bus stop, gas station, petrol station,
  shopping mall, shopping center, shopping centre, idp camp, idp site, detention center, detention centre,
  police post, private residence, private property, apartment building, building, residential area,
  residential building, government building, unknown location, unknown, other, workplace, train, sea, at sea,
  suburb, downtown, city center, city centre, various, multiple locations, several locations, nationwide,
  online, education facility, health facility, religious site, place of worship, industrial area,
  street corner, outskirts, countryside, rural area, urban area, vehicle, car, bus, prison, university,
  mosque, mall,
  calle, carretera, camino, vía pública, via publica, escuela, colegio, hospital, mercado, iglesia, retén,
  puesto de
  control, frontera, puente, río, campo, finca, bosque, casa, domicilio, vivienda, habitación, oficina,
  tienda, baldío,
  barrio, aldea, pueblo, varios lugares, ville, quartier, plusieurs lieux, dorf, stadt, gebäude,
  bairro, aldeia, cidade, деревня, район, здание, неизвестно, kuće, zgrada, fshat, ndërtesë, köy, bina,
  قرية, القرية, مدينة, المدينة, مبنى,
  terreno baldío, lote baldío, parque, plaza, estación, cárcel, vereda, zona rural, zona urbana,
  route, rue, voie publique, école, hôpital, marché, mosquée, église, poste de contrôle, barrage, frontière,
  pont,
  domicile, maison, bureau, forêt, champ, ferme, gare, prison, rua, estrada, residência, bar, via pública,
  escola,
  strasse, straße, schule, krankenhaus, markt, kirche, moschee, kontrollpunkt, grenze, brücke, haus, wohnung,
  wald,
  put, cesta, ulica, škola, bolnica, pijaca, crkva, džamija, punkt, kontrolni punkt, granica, most, reka,
  kuća, stan,
  šuma, njiva, stanica, zatvor, kafana, пут, улица, школа, болница, црква, мост, кућа, граница, контролни
  пункт,
  rruga, rrugë, shkolla, shkollë, spitali, tregu, xhamia, kisha, pika e kontrollit, kufiri, ura, urë,
  shtëpia, shtëpi,
  mali, pylli, stacioni, дорога, трасса, больница, рынок, мечеть, церковь, блокпост, кпп, дом, квартира, лес,
  поле,
  вокзал, село, город, вулиця, лікарня, ринок, церква, будинок, ліс, кордон, yol, sokak, okul, hastane,
  pazar, cami,
  kilise, kontrol noktası, sınır, köprü, ev, طريق, الطريق, شارع, الشارع, مدرسة, المدرسة, مستشفى, المستشفى,
  سوق, السوق,
  مسجد, المسجد, كنيسة, حاجز, الحاجز, نقطة تفتيش, جسر, الجسر, منزل, المنزل, بيت, البيت, مخيم, المخيم, الحدود
"""
_NOUNS: Final = frozenset(fold(" ".join(each.split())) for each in _WORDS.split(","))
_ARTICLE: Final = re.compile(
    r"^(?:the|a|an|la|el|los|las|le|les|l'|o|os|as|der|die|das|in|on|at|near|en|na|u)\s+"
)


_SEVERAL: Final = re.compile(r"\s*/\s*")


def is_one(name: str) -> bool:
    """Whether a name is a common noun alone, or several by strokes, whatever article stands before it."""
    plain = fold(name).strip(" .,;:")
    return all(map(_is_noun, _SEVERAL.split(plain)))


def _is_noun(plain: str) -> bool:
    while plain not in _NOUNS:
        shorter = _ARTICLE.sub("", plain)
        if shorter == plain:
            return False
        plain = shorter
    return True
