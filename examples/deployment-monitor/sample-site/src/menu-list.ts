import { type Dish, formatPrice } from '@prickly-pear/menu';

export function menuList(dishes: readonly Dish[]): HTMLElement {
  const list = document.createElement('dl');
  for (const dish of dishes) {
    const name = document.createElement('dt');
    name.textContent = dish.name;
    const price = document.createElement('dd');
    price.className = 'price';
    price.textContent = formatPrice(dish.price);
    const description = document.createElement('dd');
    description.textContent = dish.description;
    const row = document.createElement('div');
    row.append(name, price, description);
    list.append(row);
  }
  return list;
}
