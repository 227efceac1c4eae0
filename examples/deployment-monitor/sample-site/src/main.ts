import { menu } from '@prickly-pear/menu';
import { openingLine } from './hours.ts';
import { menuList } from './menu-list.ts';
import './style.css';

document.querySelector('#menu')?.append(menuList(menu));

const hours = document.querySelector('#hours');
if (hours) hours.textContent = openingLine(new Date());
