/** The outline of a pin, in a box of 34 by 43. */
export const pinShape = "M17 1C8.2 1 1.5 7.7 1.5 16.2 1.5 27.4 17 42 17 42s15.5-14.6 15.5-25.8C32.5 7.7 25.8 1 17 1Z";
