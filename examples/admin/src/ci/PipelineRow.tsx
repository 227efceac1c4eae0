import { StatusMark } from '../lib/StatusMark.tsx';
import { Time } from '../lib/Time.tsx';
import { formatDuration } from '../lib/format.ts';
import type { PipelineStatus } from './pipelines.ts';

export function PipelineRow({
  buildId,
  pipeline,
  branch,
  source,
  status,
  stage,
  duration,
  startedAt,
  url,
}: PipelineStatus) {
  return (
    <tr>
      <td>
        <StatusMark status={status} />
      </td>
      <td className="about">
        <strong>{pipeline}</strong> on {branch}
        <div className="detail">
          {source} · {url === undefined ? buildId : <a href={url}>{buildId}</a>}
        </div>
      </td>
      <td>{stage}</td>
      <td className="number beside">{formatDuration(duration)}</td>
      <td className="number">
        <Time at={startedAt} />
      </td>
    </tr>
  );
}
