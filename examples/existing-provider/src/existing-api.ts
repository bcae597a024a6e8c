import express, { type RequestHandler } from 'express'

/** An API as it was before anyone thought of a guard. */
export const app = express()
app.disable('x-powered-by')

const reports = ['spring', 'summer']

export const listReports: RequestHandler = (_req, res) => {
  res.json({ reports })
}

export const addReport: RequestHandler = (_req, res) => {
  reports.push(`report ${reports.length + 1}`)
  res.status(201).json({ reports })
}
