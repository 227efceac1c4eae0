import { expect, test } from 'vitest';
import { show } from '../../test/support/render.ts';
import { toHtml } from './html.ts';

const html = (jsx: unknown): string => toHtml(show(jsx).nodes);

test.each([
  ['text', <p>{'<script>&amp;"\''}</p>, '<p>&lt;script&gt;&amp;amp;"\'</p>'],
  ['a carriage return', <p title={'a\rb'}>{'a\r\nb'}</p>, '<p title="a&#13;b">a&#13;\nb</p>'],
  ['an attribute', <p title={'"<>&\''} />, '<p title="&quot;<>&amp;\'"></p>'.replace('<>', '&lt;>')],
  ['NUL and half a character', <p title={'\0\uDC00'}>{'\0\uD800'}</p>, '<p title="\uFFFD\uFFFD">\uFFFD\uFFFD</p>'],
  ['a textarea', <textarea defaultValue={'</textarea><b>&'} />, '<textarea>&lt;/textarea&gt;&lt;b&gt;&amp;</textarea>'],
  ['a first newline of a textarea', <textarea defaultValue={'\na'} />, '<textarea>\n\na</textarea>'],
  ['a first newline of a pre', <pre>{'\n\na'}</pre>, '<pre>\n\n\na</pre>'],
  [
    'a later newline of a pre',
    <pre>
      <b>{'\n'}</b>
    </pre>,
    '<pre><b>\n</b></pre>',
  ],
  ['a title', <title>{'</title><b>'}</title>, '<title>&lt;/title&gt;&lt;b&gt;</title>'],
  ['a script', <script>{'"</script><!--</SCRIPT>"'}</script>, '<script>"<\\/script><\\!--<\\/SCRIPT>"</script>'],
  ['a style', <style>{'a>b{content:"</style>"}'}</style>, '<style>a>b{content:"<\\/style>"}</style>'],
  [
    'a style of SVG, where the parser reads entities',
    <svg>
      <style>{'a>b{}</style>'}</style>
    </svg>,
    '<svg><style>a&gt;b{}&lt;/style&gt;</style></svg>',
  ],
  ['markup that is meant', <p dangerouslySetInnerHTML={{ __html: '<b>x</b>' }} />, '<p data-leaf=""><b>x</b></p>'],
  [
    'a template',
    <template>
      <b>x</b>
    </template>,
    '<template><b>x</b></template>',
  ],
  [
    'elements without content',
    <p>
      <br />
      <input defaultValue="x" />
    </p>,
    '<p><br><input value="x"></p>',
  ],
  [
    'HTML in a drawing',
    <svg>
      <foreignObject>
        <br />
      </foreignObject>
    </svg>,
    '<svg><foreignObject><br></foreignObject></svg>',
  ],
  [
    'HTML in a formula',
    <math>
      <annotation-xml encoding="text/html">
        <br />
      </annotation-xml>
    </math>,
    '<math><annotation-xml encoding="text/html"><br></annotation-xml></math>',
  ],
])('%s', (_, jsx, expected) => {
  expect(html(jsx)).toBe(expected);
});
