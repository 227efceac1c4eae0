import type { Child } from 'nopal';

interface Props {
  label: string;
  /** The id of the field. */
  htmlFor: string;
  /** The field. */
  children: Child;
  /** Props of the element that shows what is wrong. */
  errorProps: object;
  error: string | undefined;
}

/** A field with its label, and what is wrong with it. */
export function Field({ label, htmlFor, children, errorProps, error }: Props) {
  return (
    <div>
      <label htmlFor={htmlFor}>{label}</label>
      {children}
      <p {...errorProps} className="field-error">
        {error}
      </p>
    </div>
  );
}
