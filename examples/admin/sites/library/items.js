export const items = ['Maps of the sea', 'A short history of salt', 'The night gardener', 'How bridges sing'];
