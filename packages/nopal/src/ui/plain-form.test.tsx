import { expect, test } from 'vitest';
import { show, treeOf } from '../../test/support/render.ts';
import { componentInfo, stampComponent, type AnyComponent } from './component.ts';
import { FORM_FIELD } from '../protocol/form-field.ts';
import { formName } from './form-name.ts';
import { toHtml } from './html.ts';
import type { Child } from './jsx-types.ts';
import { toOutput } from './output.ts';
import type { Element, TreeNode } from './tree.ts';

const submit = (): void => undefined;
const html = (jsx: unknown): string => toHtml(show(jsx).nodes).replaceAll(/(?<=name="nopal-form" value=")[^"]*/g, '…');
const field = '<input type="hidden" name="nopal-form" value="…">';

/** The names of all forms in a tree, in order. */
function names(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => {
    if (typeof node === 'string') return [];
    const { attributes, children } = node;
    return attributes['name'] === FORM_FIELD ? [attributes['value'] as string] : names(children);
  });
}

test('a form that is listened to is posted to its page without the script, and says which it is', () => {
  expect(html(<form onSubmit={submit} />)).toBe(`<form data-nopal="submit" method="post">${field}</form>`);
  expect(
    html(
      <form method="POST" on:submit={submit}>
        a<b>c</b>
      </form>,
    ),
  ).toBe(`<form method="POST" data-nopal="submit">a<b>c</b>${field}</form>`);
});

test.each([
  ['that nobody listens to', <form />],
  ['that is told where to go', <form action="/save" onSubmit={submit} />],
  ['that is told to go here', <form action="" onSubmit={submit} />],
  ['whose address was left out', <form action="javascript:alert(1)" onSubmit={submit} />],
  ['of a search', <form method="get" onSubmit={submit} />],
  ['of a dialog', <form method="dialog" onSubmit={submit} />],
  ['of given markup', <form onSubmit={submit} dangerouslySetInnerHTML={{ __html: 'x' }} />],
  ['that is none', <div onSubmit={submit} />],
])('nothing is added to a form %s', (_, jsx) => {
  expect(names(show(jsx).nodes)).toEqual([]);
  expect(html(jsx)).not.toContain('post');
});

test('the field stays the last one when what is before it comes from a component', () => {
  const Inner = (): Child => <i />;
  expect(
    html(
      <form onSubmit={submit}>
        <Inner />
      </form>,
    ),
  ).toMatch(/<i><\/i><input type="hidden" name="nopal-form" [^>]*><\/form>$/);
});

test('the handlers and path of the form are as the field says', () => {
  const Page = (): null => null;
  const [form] = toOutput(<form id="f" onSubmit={submit} />, componentInfo(Page), true, () => undefined).nodes;
  const { handlers, path, attributes, children } = form as Element;
  expect(handlers?.get('submit')).toBe(submit);
  expect((children[0] as Element).attributes['value']).toBe(
    formName(componentInfo(Page), path as string, attributes['id']),
  );
});

const Rows = ({ keys }: { keys: readonly string[] }): Child => (
  <>
    <form onSubmit={submit} />
    <form id="second" onSubmit={submit} />
    {keys.map((key) => (
      <form key={key} onSubmit={submit} />
    ))}
  </>
);

test('every form of a component has a name of its own, which goes with its key', () => {
  const before = names(treeOf(Rows, { keys: ['a', 'b'] }));
  expect(new Set(before).size).toBe(4);
  for (const name of before) expect(name).toMatch(/^[0-9a-z]{1,12}$/);
  const after = names(treeOf(Rows, { keys: ['b', 'c', 'a'] }));
  expect([after[0], after[1], after[2], after[4]]).toEqual([before[0], before[1], before[3], before[2]]);
});

test('the name comes from the component, not from where it is or when it was loaded', () => {
  const component = (): Child => <form onSubmit={submit} />;
  const make = (module: string): AnyComponent => {
    const copy: AnyComponent = () => component();
    stampComponent(copy, module, 'Contact', []);
    return copy;
  };
  const [first, again, other] = [make('app/a.tsx'), make('app/a.tsx'), make('app/b.tsx')].map((each) =>
    names(treeOf(each)),
  );
  expect(first).toHaveLength(1);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(names(treeOf(make('app/a.tsx'), {}, { slot: () => 'elsewhere' }, 'keyed'))).toEqual(first);
});

test('a name is the same in every process', () => {
  expect(formName({ id: 'app/Contact.tsx#Contact', name: 'Contact' }, '.form', undefined)).toBe('gbnf1b2gsc');
});
