import type { Page } from 'playwright-core';

/**
 * Texts of the page that stand out too little against what is painted behind them: below 4.5 to 1, WCAG's AA. Controls
 * that cannot be used are exempt there and here.
 */
export function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser has no canvas.');

    // The canvas knows every way to write a colour, and mixes those that let something through.
    const paint = (colours: readonly string[]): readonly number[] => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const luminance = (pixel: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = pixel.map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (element: Element): number => {
      const behind: string[] = [];
      for (let each: Element | null = element; each !== null; each = each.parentElement) {
        behind.unshift(getComputedStyle(each).backgroundColor);
      }
      const [text, ground] = [[...behind, getComputedStyle(element).color], behind].map((layers) =>
        luminance(paint(layers)),
      ) as [number, number];
      return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    };

    const faint: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { parentElement: element, nodeValue } = texts.currentNode;
      if (element === null || (nodeValue ?? '').trim() === '' || element.matches(':disabled')) continue;
      const ratio = contrast(element);
      if (ratio < 4.5) faint.push(`${nodeValue}: ${ratio.toFixed(2)}`);
    }
    return faint;
  });
}
