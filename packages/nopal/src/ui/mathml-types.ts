/** MathML Core's elements and their own attributes, after https://w3c.github.io/mathml-core/. No package types these. */

/** Attributes of every MathML element beside the global ones. */
interface MathMLAttributes {
  displaystyle?: boolean | 'true' | 'false' | undefined;
  mathbackground?: string | undefined;
  mathcolor?: string | undefined;
  mathsize?: string | undefined;
  mathvariant?: 'normal' | undefined;
  scriptlevel?: number | string | undefined;
  xmlns?: 'http://www.w3.org/1998/Math/MathML' | undefined;
}

type Flag = boolean | 'true' | 'false' | undefined;

interface RootAttributes extends MathMLAttributes {
  display?: 'block' | 'inline' | undefined;
  alttext?: string | undefined;
}

interface AnnotationAttributes extends MathMLAttributes {
  encoding?: string | undefined;
}

interface FractionAttributes extends MathMLAttributes {
  linethickness?: string | undefined;
}

interface OperatorAttributes extends MathMLAttributes {
  fence?: Flag;
  form?: 'prefix' | 'infix' | 'postfix' | undefined;
  largeop?: Flag;
  lspace?: string | undefined;
  maxsize?: string | undefined;
  minsize?: string | undefined;
  movablelimits?: Flag;
  rspace?: string | undefined;
  separator?: Flag;
  stretchy?: Flag;
  symmetric?: Flag;
}

interface SpaceAttributes extends MathMLAttributes {
  depth?: string | undefined;
  height?: string | undefined;
  width?: string | undefined;
}

interface PaddedAttributes extends SpaceAttributes {
  lspace?: string | undefined;
  voffset?: string | undefined;
}

interface AccentAttributes extends MathMLAttributes {
  accent?: Flag;
  accentunder?: Flag;
}

interface CellAttributes extends MathMLAttributes {
  columnspan?: number | string | undefined;
  rowspan?: number | string | undefined;
}

/** MathML's tags with the attributes that are their own; `annotation-xml` has a dash and types as custom elements do. */
export interface MathMLElements {
  annotation: AnnotationAttributes;
  maction: MathMLAttributes;
  math: RootAttributes;
  merror: MathMLAttributes;
  mfrac: FractionAttributes;
  mi: MathMLAttributes;
  mmultiscripts: MathMLAttributes;
  mn: MathMLAttributes;
  mo: OperatorAttributes;
  mover: AccentAttributes;
  mpadded: PaddedAttributes;
  mphantom: MathMLAttributes;
  mprescripts: MathMLAttributes;
  mroot: MathMLAttributes;
  mrow: MathMLAttributes;
  ms: MathMLAttributes;
  mspace: SpaceAttributes;
  msqrt: MathMLAttributes;
  mstyle: MathMLAttributes;
  msub: MathMLAttributes;
  msubsup: MathMLAttributes;
  msup: MathMLAttributes;
  mtable: MathMLAttributes;
  mtd: CellAttributes;
  mtext: MathMLAttributes;
  mtr: MathMLAttributes;
  munder: AccentAttributes;
  munderover: AccentAttributes;
  semantics: MathMLAttributes;
}
