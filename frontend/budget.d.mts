interface Sized {
  name: string;
  bytes: number;
}

export function firstLoad(folder: string): Sized[];
export function complaint(files: readonly Sized[], budget?: { bytes?: number; count?: number }): string | null;
