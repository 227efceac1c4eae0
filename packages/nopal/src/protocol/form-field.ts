/** The field by which a form that is posted without the script tells which form it is. No handler sees it. */
export const FORM_FIELD = 'nopal-form';
