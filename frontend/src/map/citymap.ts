import L from "leaflet";
import type { Point } from "../domain/point";
import type { BoundingBoxInput } from "../gql/documents";
import { addBackdrop, cityPlate, hideCovered } from "./backdrop";
import type { Cluster, Mark, Pin } from "./features";
import { boxOf, gathered, reachPixels } from "./gather";
import { drawHeat } from "./heat";
import { chosenIcon, pinIcon, waitingIcon } from "./marker";
import { removeMap } from "./removal";
import { SingleClick } from "./singleclick";
import { zooms, type View } from "./view";

export interface CityMapEvents {
  moved(view: View): void;
  picked(point: Point): void;
  opened(id: string, at: Point): void;
  /** Called for requests that no zoom separates. */
  spotOpened(box: NonNullable<Cluster["bbox"]>, at: Point): void;
}

/** The labels of pins and clusters for tooltips and screen readers, and what is drawn in the language of the page. */
export interface MarkNames {
  iconOf(categoryId: string): string;
  pin(pin: Pin): string;
  cluster(cluster: Cluster): string;
  circle(cluster: Cluster): L.DivIcon;
}

/** A report that waits to be sent. */
export interface WaitingMark {
  id: string;
  at: Point;
  name: string;
}

interface Drawn {
  marker: L.Marker;
  appearance: string;
}

/** The map of a city: pins and clusters, the marker of the chosen place, and the name of the city. */
export class CityMap {
  readonly #map: L.Map;
  #marks: readonly Mark[] = [];
  #names: MarkNames | null = null;
  /** The marker that was pressed last: the focus returns to it. */
  #pressed: L.Marker | null = null;
  readonly #drawn = new Map<string, Drawn>();
  #chosen: L.Marker | null = null;
  #plate = L.layerGroup();
  readonly #waiting = L.layerGroup();
  readonly #heat = L.layerGroup();
  readonly #click = new SingleClick((place) => this.#pick(place));

  constructor(
    element: HTMLElement,
    view: View,
    private readonly events: CityMapEvents,
  ) {
    this.#map = L.map(element, {
      zoomControl: false,
      attributionControl: false,
      minZoom: zooms.least,
      maxZoom: zooms.most,
      worldCopyJump: true,
    });
    this.show(view);
    addBackdrop(this.#map);
    this.#map.on("moveend", () => {
      hideCovered(this.#plate, this.#map);
      events.moved(this.#view());
    });
    this.#waiting.addTo(this.#map);
    this.#heat.addTo(this.#map);
    this.#map.on("click", (event) => this.#click.take(event));
    this.#map.on("zoomend", () => this.#redraw());
    this.#map.on("dblclick zoomstart", () => this.#click.forget());
    this.#map.on("contextmenu", (event) => this.#pick(event.latlng));
    this.#map.on("keydown", ({ originalEvent }) => {
      // Marks take the key themselves.
      if (originalEvent.key === "Enter" && originalEvent.target === element) this.pickCenter();
    });
  }

  show(view: View): void {
    this.#map.setView([view.center.latitude, view.center.longitude], view.zoom, { animate: false });
  }

  resize(): void {
    this.#map.invalidateSize({ animate: false });
    this.#keepChosenInSight();
  }

  zoomBy(step: number): void {
    this.#map.setZoom(this.#map.getZoom() + step);
  }

  bounds(): BoundingBoxInput {
    // Whole tiles: readers with like screens then ask for equal maps, which the server reads once for all who wait.
    const zoom = this.#map.getZoom();
    const { min, max } = this.#map.getPixelBounds();
    if (min === undefined || max === undefined) throw new Error("the map has no size");
    const tile = 256;
    const topLeft = this.#map.unproject([Math.floor(min.x / tile) * tile, Math.floor(min.y / tile) * tile], zoom);
    const bottomRight = this.#map.unproject([Math.ceil(max.x / tile) * tile, Math.ceil(max.y / tile) * tile], zoom);
    return { west: topLeft.lng, south: bottomRight.lat, east: bottomRight.lng, north: topLeft.lat };
  }

  /** Picks the middle of the visible map, as a click there does. */
  pickCenter(): void {
    this.#pick(this.#map.getCenter());
  }

  zoom(): number {
    return Math.round(this.#map.getZoom());
  }

  /** Draws the marks; those that would cover each other as one cluster. */
  draw(marks: readonly Mark[], names: MarkNames): void {
    this.#marks = marks;
    this.#names = names;
    this.#redraw();
  }

  /** Draws a glow where requests are overdue. */
  drawHeat(marks: readonly Mark[]): void {
    drawHeat(this.#heat, marks);
  }

  /** Moves the map so that the point is above a sheet that covers this share of its height. */
  showAbove(point: Point, share: number): void {
    const bottom = this.#map.getSize().y * share + 40;
    this.#map.panInside([point.latitude, point.longitude], {
      paddingTopLeft: [40, 40],
      paddingBottomRight: [40, bottom],
      animate: false,
    });
  }

  /** Returns the focus to the mark that was pressed last. */
  focusPressed(): void {
    this.#pressed?.getElement()?.focus({ preventScroll: true });
  }

  /** An unchanged marker is kept, so that its focus and animation survive a reload. */
  #redraw(): void {
    const names = this.#names;
    if (names === null) return;
    const zoom = this.#map.getZoom();
    const place = ({ latitude, longitude }: Point) => this.#map.project([latitude, longitude], zoom);
    const marks = gathered(this.#marks, place);
    const wanted = new Set(marks.map(keyOf));
    for (const [key, { marker }] of this.#drawn) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.#drawn.delete(key);
    }
    marks.forEach((mark) => this.#drawOne(mark, names));
  }

  choose(point: Point | null): void {
    if (point === null) {
      this.#chosen?.remove();
      this.#chosen = null;
      return;
    }
    const at: L.LatLngTuple = [point.latitude, point.longitude];
    this.#chosen ??= this.#chosenMarker(at);
    this.#chosen.setLatLng(at);
    this.#keepChosenInSight();
  }

  /** Draws the reports that wait to be sent. */
  drawWaiting(marks: readonly WaitingMark[]): void {
    this.#waiting.clearLayers();
    for (const { at, name: text } of marks) {
      const options = { icon: waitingIcon(), interactive: false, keyboard: false };
      const marker = L.marker([at.latitude, at.longitude], options).addTo(this.#waiting);
      name(marker, text);
    }
  }

  /** Adds a layer below the marks; returns the function that removes it. */
  add(layer: L.Layer): () => void {
    layer.addTo(this.#map);
    return () => layer.remove();
  }

  plate(center: Point, name: string, kilometres: (count: number) => string): void {
    this.#plate.remove();
    this.#plate = cityPlate(center, name, kilometres).addTo(this.#map);
    hideCovered(this.#plate, this.#map);
  }

  locate(found: (point: Point) => void, failed: () => void): void {
    this.#map.once("locationfound", ({ latlng }) => found({ latitude: latlng.lat, longitude: latlng.lng }));
    this.#map.once("locationerror", failed);
    this.#map.locate({ setView: true, maxZoom: 17, enableHighAccuracy: true, timeout: 10_000 });
  }

  remove(): void {
    this.#click.forget();
    removeMap(this.#map);
  }

  // On a phone the form covers most of the map, so the chosen place is moved into the visible part.
  #keepChosenInSight(): void {
    if (this.#chosen !== null) this.#map.panInside(this.#chosen.getLatLng(), { padding: [40, 60] });
  }

  #drawOne(mark: Mark, names: MarkNames): void {
    const key = keyOf(mark);
    const appearance = JSON.stringify(mark) + nameOf(mark, names);
    const drawn = this.#drawn.get(key);
    if (drawn?.appearance === appearance) return;
    const icon = mark.kind === "pin" ? pinIcon(mark, names.iconOf(mark.categoryId)) : names.circle(mark);
    const marker = drawn?.marker.setIcon(icon) ?? this.#newMarker(mark, icon);
    name(marker, nameOf(mark, names));
    if (drawn !== undefined) marker.getElement()?.classList.add("has-news");
    this.#drawn.set(key, { marker, appearance });
  }

  #newMarker(mark: Mark, icon: L.DivIcon): L.Marker {
    const marker = L.marker([mark.at.latitude, mark.at.longitude], { icon, riseOnHover: true }).addTo(this.#map);
    const press = () => {
      this.#pressed = marker;
      if (mark.kind === "pin") this.events.opened(mark.id, mark.at);
      else if (this.#isOneSpot(mark)) this.events.spotOpened(boxOf(mark), mark.at);
      else this.#zoomInto(mark);
    };
    marker.on("click", press);
    marker.on("keypress", ({ originalEvent }) => {
      if (originalEvent.key === "Enter" || originalEvent.key === " ") press();
    });
    return marker;
  }

  /** Whether the requests of a cluster still cover each other at the last zoom. */
  #isOneSpot(cluster: Cluster): boolean {
    if (this.#map.getZoom() >= zooms.most) return true;
    const [west, south, east, north] = boxOf(cluster);
    const corners = [[south, west], [north, east]] as const;
    const [one, other] = corners.map(([latitude, longitude]) => this.#map.project([latitude, longitude], zooms.most));
    return cluster.bbox !== null && one!.distanceTo(other!) < reachPixels;
  }

  #zoomInto(cluster: Cluster): void {
    const at: L.LatLngTuple = [cluster.at.latitude, cluster.at.longitude];
    const closer = this.#map.getZoom() + 2;
    if (cluster.bbox === null) return void this.#map.setView(at, closer);
    const [west, south, east, north] = cluster.bbox;
    const fitting = this.#map.getBoundsZoom([[south, west], [north, east]]);
    this.#map.setView(at, Math.min(Math.max(fitting, this.#map.getZoom() + 1), this.#map.getMaxZoom()));
  }

  #chosenMarker(at: L.LatLngTuple): L.Marker {
    // Keys cannot drag it: they move the map under the crosshair.
    const marker = L.marker(at, { icon: chosenIcon(), draggable: true, keyboard: false, zIndexOffset: 2000 });
    marker.on("dragend", () => this.#pick(marker.getLatLng()));
    return marker.addTo(this.#map);
  }

  #pick(place: L.LatLng): void {
    const { lat, lng } = place.wrap();
    this.events.picked({ latitude: Number(lat.toFixed(6)), longitude: Number(lng.toFixed(6)) });
  }

  #view(): View {
    const { lat, lng } = this.#map.getCenter();
    return { zoom: this.zoom(), center: { latitude: lat, longitude: lng } };
  }
}

function keyOf(mark: Mark): string {
  return `${mark.kind} ${mark.id}`;
}

function nameOf(mark: Mark, names: MarkNames): string {
  return mark.kind === "pin" ? names.pin(mark) : names.cluster(mark);
}

function name(marker: L.Marker, text: string): void {
  const element = marker.getElement();
  element?.setAttribute("aria-label", text);
  element?.setAttribute("title", text);
}
