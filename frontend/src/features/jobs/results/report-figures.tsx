import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { FIGURES, figuresOf } from "./report-facts";

/** The report's figures that people ask for, before and after where it tells both. */
export function ReportFigures({ report }: { report: Record<string, unknown> | null }) {
  if (!report) return null;
  const { single, pairs } = figuresOf(report);
  const limited = report.target_limited === true && typeof report.target_limited_reason === "string";
  if (!single.length && !pairs.length && !limited) return null;
  return (
    <Card aria-label="Report" className="flex flex-col gap-4">
      <h2 className="text-lg">Report</h2>
      {limited && (
        <Notice tone="warn" title="The target was not quite met">
          {String(report.target_limited_reason)}
        </Notice>
      )}
      {single.length > 0 && (
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          {single.map(({ label, value }) => (
            <div key={label}>
              <dt className="text-sm text-ink-3">{label}</dt>
              <dd className="numeric truncate text-lg font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {pairs.length > 0 && (
        <table className="numeric w-full max-w-xl text-left">
          <thead>
            <tr className="text-sm text-ink-3">
              <th scope="col" className="py-1 font-normal">
                <span className="sr-only">Figure</span>
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                Before
              </th>
              <th scope="col" className="py-1 text-right font-normal">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ name, before, after }) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="py-1.5 font-normal text-ink-2">
                  {FIGURES[name]?.label}
                </th>
                <td className="py-1.5 pl-2 text-right whitespace-nowrap text-ink-2">{before}</td>
                <td className="py-1.5 pl-2 text-right font-medium whitespace-nowrap">{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
