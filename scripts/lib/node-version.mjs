// Written in the JavaScript of very old Nodes, so that these get the message and not a syntax error.
var oldestMajor = 20;

/**
 * Ends the process with an explanation when Node is too old for this project.
 * @param {string} version the running Node's version, such as `20.20.2`
 */
export function requireNode(version) {
  if (Number(version.split('.')[0]) >= oldestMajor) return;
  console.error(
    'Nopal needs Node ' +
      oldestMajor +
      ' or newer; this is Node ' +
      version +
      '.\n' +
      'Install a newer one from https://nodejs.org and run the command again.',
  );
  process.exit(1);
}
