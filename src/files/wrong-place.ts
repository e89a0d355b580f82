const OF_THE_PLACE: readonly (string | undefined)[] = [
  "EACCES",
  "EEXIST",
  "ELOOP",
  "ENAMETOOLONG",
  "ENOENT",
  "ENOTDIR",
  "EPERM",
  "EROFS",
];

/**
 * Whether a directory could not be made or used because of where it is: another place will do. Otherwise the system has
 * no room, no file left or a broken disk, for which nobody has typed anything wrong.
 */
export function isOfWrongPlace(error: unknown): boolean {
  return OF_THE_PLACE.includes((error as NodeJS.ErrnoException).code);
}
