// The package has no types of its own; this is what is used of it.
declare module 'fs-native-extensions' {
  /** Locks the file of a descriptor until it is closed; false while another descriptor holds the lock. */
  export function tryLock(fd: number): boolean;
}
