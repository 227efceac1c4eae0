export const items = [
  'Jupiter and its four moons',
  'The ring nebula',
  'Albireo in two colours',
  'The Andromeda galaxy',
];
