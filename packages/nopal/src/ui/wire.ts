import { encodeElement } from '../protocol/wire.ts';
import type { Attributes, TreeNode } from './tree.ts';

/** Encodes a node and everything in it for the wire. */
export function toWire(node: TreeNode): string {
  if (typeof node === 'string') return JSON.stringify(node);
  return encodeElement(node.tag, encodeAttributes(node.attributes), node.children.map(toWire));
}

/** Encodes a list of nodes as a JSON array. */
export function toWireList(nodes: readonly TreeNode[]): string {
  return `[${nodes.map(toWire).join(',')}]`;
}

function encodeAttributes(attributes: Attributes): string {
  for (const _ in attributes) return JSON.stringify(attributes);
  return '';
}
