import type { EventKind } from "../gql/documents";

const storageKey = "qala.wall.sound";
const alarming: readonly EventKind[] = ["DEADLINE_AT_RISK", "DEADLINE_BREACHED", "DEADLINE_ESCALATED"];
// Two notes of a third: heard in a room, and no alarm.
const notes = [660, 830] as const;
const noteSeconds = 0.22;
const loudness = 0.25;

/** Returns whether an event of this kind is heard when the sound is on. */
export function isAlarming(kind: EventKind): boolean {
  return alarming.includes(kind);
}

/** The sound of alerts: off until it is turned on, and remembered on this device. */
export class Chime {
  isOn = $state(localStorage.getItem(storageKey) === "on");
  /** Whether the browser refuses to play until the page is pressed. */
  isBlocked = $state(false);
  #audio: AudioContext | null = null;

  /** Prepares the sound after a reload of the page; a press anywhere lifts the block. */
  open(): () => void {
    if (this.isOn) void this.#resume();
    const press = () => {
      if (this.isOn) void this.#resume();
    };
    addEventListener("pointerdown", press);
    addEventListener("keydown", press);
    return () => {
      removeEventListener("pointerdown", press);
      removeEventListener("keydown", press);
      void this.#audio?.close();
      this.#audio = null;
    };
  }

  turn(isOn: boolean): void {
    this.isOn = isOn;
    localStorage.setItem(storageKey, isOn ? "on" : "off");
    if (!isOn) this.isBlocked = false;
    // The officer who turns it on hears what it will be.
    else void this.#resume().then(() => this.play());
  }

  play(): void {
    const audio = this.#audio;
    if (!this.isOn || audio === null || audio.state !== "running") return;
    notes.forEach((frequency, number) => {
      const start = audio.currentTime + number * noteSeconds;
      const [source, volume] = [audio.createOscillator(), audio.createGain()];
      source.frequency.value = frequency;
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(loudness, start + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, start + noteSeconds * 2);
      source.connect(volume).connect(audio.destination);
      source.start(start);
      source.stop(start + noteSeconds * 2);
    });
  }

  async #resume(): Promise<void> {
    this.#audio ??= new AudioContext();
    const audio = this.#audio;
    this.isBlocked = audio.state !== "running";
    // The promise stays open for as long as the browser waits for a press.
    await audio.resume();
    this.isBlocked = audio.state !== "running";
  }
}
