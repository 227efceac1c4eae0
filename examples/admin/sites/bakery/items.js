export const items = ['Rye sourdough', 'Poppy seed roll', 'Plum cake', 'Cheese bretzel'];
