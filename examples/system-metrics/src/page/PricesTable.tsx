import { formatPrice } from './format.ts';

/** What each symbol costs now. */
export function PricesTable({ prices }: { prices: Readonly<Record<string, number>> }) {
  return (
    <section className="panel" aria-labelledby="prices-name">
      <div className="panel-head">
        <h2 id="prices-name">Prices</h2>
        <p className="note">made up</p>
      </div>
      <table aria-labelledby="prices-name">
        <thead>
          <tr>
            <th scope="col">Symbol</th>
            <th scope="col">Price</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(prices).map(([symbol, price]) => (
            <tr key={symbol}>
              <td>{symbol}</td>
              <td>{formatPrice(price)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
