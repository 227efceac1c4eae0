export interface Dish {
  name: string;
  description: string;
  /** Euro cents. */
  price: number;
}

export const menu: readonly Dish[] = [
  { name: 'Nopal salad', description: 'Grilled cactus, tomato, lime and fresh cheese', price: 890 },
  { name: 'Tacos de nopales', description: 'Three corn tortillas, charred onion, salsa verde', price: 1050 },
  { name: 'Huevos con nopal', description: 'Scrambled eggs with cactus and serrano chilli', price: 920 },
  { name: 'Prickly pear agua fresca', description: 'Pressed this morning, served over ice', price: 420 },
];

export function formatPrice(cents: number): string {
  return (cents / 100).toLocaleString('en', { style: 'currency', currency: 'EUR' });
}
